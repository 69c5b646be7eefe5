// What does the desk say when it is ready? Where to go, and what to type to see it work.
import { projectForMail, serviceDeskAddress } from '#projects'
import type { Running } from './running.ts'

/** The lines for a person at a terminal; "web" and "smtp" lead their lines so that scripts find them. */
export async function greeting(running: Running): Promise<string> {
  const { desk, first, web, smtp, lmtp } = running
  const lines = ['', `  web   http://${hostPort(web)}`]
  if (smtp) lines.push(`  smtp  ${hostPort(smtp)}`)
  if (lmtp) lines.push(`  lmtp  ${lmtp}`)
  lines.push(`  data  ${desk.config.data_dir}`)
  if (!desk.config.smtp) lines.push('  mail out waits in the outbox: no "smtp" server is configured yet')
  if (first) lines.push('', ...(await introduction(running, first)))
  return [...lines, '', 'Deskbell is ready; stop it with Ctrl-C.'].join('\n')
}

async function introduction(
  { desk, web, smtp }: Running,
  first: NonNullable<Running['first']>,
): Promise<string[]> {
  const project = await projectForMail(desk.db, first.projectId)
  const address = project && serviceDeskAddress(project, desk.addresses)
  const api = `http://${hostPort(web)}/api/v4/projects/${first.projectId}`
  const server = smtp ? ` --server ${hostPort(smtp)}` : ''
  return [
    first.password === undefined
      ? 'Made the user "root" with the password from DESKBELL_ROOT_PASSWORD.'
      : `Made the user "root" with the password ${first.password} (shown only now; change: npx deskbell user password root)`,
    `Made the project ${project?.full_path}; its address is`,
    '',
    `  ${address}`,
    '',
    'Mail to it as a customer, then look at what came:',
    '',
    `  npx deskbell send ${address}${server}`,
    '  TOKEN=$(npx deskbell token create root --name try --scopes api)',
    `  curl -H "PRIVATE-TOKEN: $TOKEN" ${api}/issues`,
    `  curl -H "PRIVATE-TOKEN: $TOKEN" ${api}/inbox`,
    `  curl -H "PRIVATE-TOKEN: $TOKEN" ${api}/outbox`,
  ]
}

const hostPort = ({ host, port }: { host: string; port: number }) =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`
