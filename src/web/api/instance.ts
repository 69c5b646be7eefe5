// Which desk is this, and what is said of it as a whole?
import { instance } from '#contract'
import { transaction } from '#db'
import { settings } from '#users'
import { administrator, signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'
import { version } from '../version.ts'

/** GitLab names the commit here; a release is known by its version alone. */
const revision = ''

export const instanceRoutes: Routes = (app, desk) => {
  const tags = ['instance']

  app.get(
    '/instance',
    {
      config: { scopes: ['read_user'] },
      schema: {
        tags,
        summary: 'What this desk is called; no sign-in is needed',
        response: { 200: instance.Instance },
      },
    },
    async request => {
      const { instance_name: name } = await settings.get(desk.db)
      const { external_url } = desk.config
      return { name, external_url, version: request.viewer === null ? null : version }
    },
  )

  app.get(
    '/version',
    {
      config: { scopes: ['read_user'] },
      schema: { tags, summary: 'The version', response: { 200: instance.Version } },
    },
    async request => {
      signedIn(request)
      return { version, revision }
    },
  )

  app.get(
    '/metadata',
    {
      config: { scopes: ['read_user'] },
      schema: { tags, summary: 'The version in the newer shape', response: { 200: instance.Metadata } },
    },
    async request => {
      signedIn(request)
      const kas = { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null }
      return { version, revision, enterprise: false, kas }
    },
  )

  app.get(
    '/application/settings',
    { schema: { tags, summary: 'Settings (administrators)', response: { 200: instance.Settings } } },
    async request => {
      administrator(request)
      return settings.get(desk.db)
    },
  )

  app.put(
    '/application/settings',
    {
      schema: {
        tags,
        summary: 'Change settings (administrators)',
        body: instance.UpdateSettings,
        response: { 200: instance.Settings },
      },
    },
    async request => {
      administrator(request)
      return transaction(desk.db, tx => settings.set(tx, request.body))
    },
  )
}
