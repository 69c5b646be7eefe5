// What happens to tickets by itself, and what do customers learn? Switches that act at once.
import type { ServiceDesk } from '../../api/types.ts'
import { SelectField } from '../../components/SelectField.tsx'
import { Switch } from '../../components/Switch.tsx'

export type Choose = (changes: Partial<ServiceDesk>, said: string) => Promise<void>

type Flag =
  | 'tickets_confidential_by_default'
  | 'reopen_issue_on_external_participant_note'
  | 'add_external_participants_from_cc'
  | 'mail_on_close'
  | 'mail_on_close_by_code'

const switches: readonly (readonly [Flag, string, string])[] = [
  [
    'tickets_confidential_by_default',
    'New tickets are confidential',
    'Only the team reads them. In public projects they always are.',
  ],
  [
    'reopen_issue_on_external_participant_note',
    'A customer’s answer reopens a closed ticket',
    'Otherwise it is added, and the ticket stays closed.',
  ],
  [
    'add_external_participants_from_cc',
    'People in Cc take part',
    'Whom a customer copies gets the answers too, and may write on the ticket.',
  ],
  [
    'mail_on_close',
    'Tell customers when a ticket is closed',
    'With a mail to all who take part from outside.',
  ],
  [
    'mail_on_close_by_code',
    'Tell customers when code closes their ticket',
    'When a merge request or a commit such as “Closes #12” reaches the default branch, even if other closings are not told.',
  ],
]

const agentNames = [
  ['name', 'The person’s full name'],
  ['first_name', 'The person’s first name'],
  ['desk', 'The desk alone'],
] as const
const automaticMail = [
  ['open', 'Opens a ticket as any other'],
  ['ignore', 'Is ignored and stands in the inbox log'],
] as const

export function DeskChoices({ desk, choose }: { desk: ServiceDesk; choose: Choose }) {
  return (
    <div className="flex max-w-130 flex-col gap-5">
      {switches.map(([name, label, help]) => (
        <Switch
          key={name}
          label={label}
          help={help}
          checked={desk[name]}
          onChange={on => void choose({ [name]: on }, 'Service Desk saved')}
        />
      ))}
      <SelectField
        label="Who signs answers"
        value={desk.agent_name_in_mail}
        choices={agentNames}
        help="Whose name customers read as the writer of an answer."
        onChange={agent_name_in_mail => void choose({ agent_name_in_mail }, 'Service Desk saved')}
      />
      <SelectField
        label="Automatic mail to new tickets"
        value={desk.automatic_mail}
        choices={automaticMail}
        help="Newsletters, alerts and absence notes: mail that programs write. It is never answered by itself."
        onChange={automatic_mail => void choose({ automatic_mail }, 'Service Desk saved')}
      />
    </div>
  )
}
