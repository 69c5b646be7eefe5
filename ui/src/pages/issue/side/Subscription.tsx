// Do I hear of what happens here?
import { Switch } from '../../../components/Switch.tsx'
import { useViewing, type Whole } from '../context.ts'
import { useSubscription } from '../useSubscription.ts'
import { Section } from './Section.tsx'

export function Subscription({ issue }: { issue: Whole }) {
  const { path, iid } = useViewing()
  const toggle = useSubscription(path, iid)
  const subscribed = issue.subscribed === true
  return (
    <Section title="Subscription">
      <Switch
        label="Subscribed"
        help={subscribed ? 'You hear of what happens here.' : 'You hear of it only when you are named.'}
        checked={subscribed}
        onChange={() => void toggle()}
      />
    </Section>
  )
}
