import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mixedClouds } from './clouds.ts'

const mixed = (signIn: string, graph: string) =>
  mixedClouds({
    tenant_id: 't',
    client_id: 'c',
    client_secret: 's',
    poll_interval: 60,
    azure_ad_endpoint: `https://${signIn}`,
    graph_endpoint: `https://${graph}/`,
  })

test('endpoints of one cloud go together, and so do those that nobody knows', () => {
  for (const [signIn, graph] of [
    ['login.microsoftonline.com', 'graph.microsoft.com'],
    ['login.microsoftonline.us', 'graph.microsoft.us'],
    ['login.microsoftonline.us', 'dod-graph.microsoft.us'],
    ['login.chinacloudapi.cn', 'microsoftgraph.chinacloudapi.cn'],
    ['proxy.company.example', 'graph.microsoft.com'],
    ['login.microsoftonline.com', 'proxy.company.example'],
  ] as const)
    assert.equal(mixed(signIn, graph), null, graph)
})

test('endpoints of different clouds are told, with what to set', () => {
  assert.match(
    mixed('login.microsoftonline.us', 'graph.microsoft.com') ?? '',
    /of different clouds: .* https:\/\/login\.microsoftonline\.us and https:\/\/graph\.microsoft\.us$/,
  )
  assert.match(
    mixed('login.microsoftonline.com', 'microsoftgraph.chinacloudapi.cn') ?? '',
    /different clouds/,
  )
})
