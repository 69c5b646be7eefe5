// Of what does one hear by mail?
import type { UserFull } from '../../api/types.ts'
import { Choice } from '../../components/Choice.tsx'
import { Section } from '../../forms/Section.tsx'
import { useChooseProfile } from './useProfile.ts'

const levels = [
  ['watch', 'Everything', 'Each new ticket and note of all projects you belong to'],
  ['participating', 'What I take part in', 'Tickets you wrote on, are assigned to or were mentioned in'],
  ['mention', 'Only when I am mentioned', 'And tickets that you follow'],
  ['disabled', 'Nothing', 'Only tickets that you follow'],
] as const

export function Notifications({ person }: { person: UserFull }) {
  const choose = useChooseProfile()
  return (
    <Section
      title="Notifications by mail"
      about={
        <>
          Mails go to <span className="text-ink">{person.email}</span>. What you follow or mute at a single
          ticket comes before this choice.
        </>
      }
    >
      <Choice
        label="Send me mails about"
        value={person.notification_level}
        choices={levels}
        onChange={notification_level => void choose({ notification_level }, 'Notifications saved')}
      />
    </Section>
  )
}
