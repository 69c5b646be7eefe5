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
  const page = `http://${hostPort(web)}/${project?.full_path}/-/issues/service_desk`
  const server = smtp ? ` --server ${hostPort(smtp)}` : ''
  return [
    first.password === undefined
      ? 'Made the user "root" with the password from DESKBELL_ROOT_PASSWORD.'
      : `Made the user "root" with the password ${first.password} (shown only now; change: npx deskbell user password root)`,
    `Made the project ${project?.full_path}; its address is`,
    '',
    `  ${address}`,
    '',
    'Sign in and open its Service Desk, then mail to it as a customer and see the ticket come:',
    '',
    `  ${page}`,
    `  npx deskbell send ${address}${server}`,
  ]
}

const hostPort = ({ host, port }: { host: string; port: number }) =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`
