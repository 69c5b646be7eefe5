// How does this project take mail of customers, and how does it answer them?
import { useQueryClient } from '@tanstack/react-query'
import { changeServiceDesk } from '../../api/project-settings.ts'
import { projectQuery } from '../../api/projects.ts'
import { serviceDeskQuery } from '../../api/service-desk.ts'
import type { CustomEmail as Custom, ServiceDesk } from '../../api/types.ts'
import { Switch } from '../../components/Switch.tsx'
import { Section } from '../../forms/Section.tsx'
import { useChoose } from '../../forms/useChoose.ts'
import { Addresses } from './Addresses.tsx'
import { CustomEmail } from './CustomEmail.tsx'
import { type Choose, DeskChoices } from './DeskChoices.tsx'
import { DeskTexts } from './DeskTexts.tsx'
import { MailTexts } from './MailTexts.tsx'
import { Missing } from './Missing.tsx'

type Props = { path: string; desk: ServiceDesk; custom: Custom }

export function ServiceDeskSettings({ path, desk, custom }: Props) {
  const { choose, save } = useDesk(path)
  return (
    <Section
      id="js-service-desk"
      title="Service Desk"
      about="Customers write a mail and get their answer by mail; for the team, each one is a ticket. Customers need no account."
    >
      <Switch
        label="Service Desk takes mail"
        help="While it is off, mail to this project opens no tickets. Those that are here stay."
        checked={desk.service_desk_enabled}
        onChange={service_desk_enabled =>
          void choose(
            { service_desk_enabled },
            service_desk_enabled ? 'Service Desk is on' : 'Service Desk is off',
          )
        }
      />
      <Missing sentences={desk.missing} />
      {desk.service_desk_enabled && <Addresses desk={desk} />}
      <DeskTexts path={path} desk={desk} save={save} />
      <DeskChoices desk={desk} choose={choose} />
      <MailTexts path={path} warnings={desk.warnings} />
      <CustomEmail path={path} desk={desk} custom={custom} />
    </Section>
  )
}

/** `save` waits for the desk's word, `choose` shows it at once. */
function useDesk(path: string) {
  const client = useQueryClient()
  const send = async (changes: Partial<ServiceDesk>) => {
    const saved = await changeServiceDesk(path, changes)
    void client.invalidateQueries({ queryKey: projectQuery(path).queryKey })
    return saved
  }
  const { queryKey } = serviceDeskQuery(path)
  const choose: Choose = useChoose<ServiceDesk>(queryKey, send)
  const save = async (changes: Partial<ServiceDesk>) => client.setQueryData(queryKey, await send(changes))
  return { choose, save }
}
