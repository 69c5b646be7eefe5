// Did a colleague forward this for a customer? Then the customer is offered as the requester.
import { useQuery } from '@tanstack/react-query'
import { runAction } from '../../../actions.ts'
import { requesterQuery } from '../../../api/merging.ts'
import { Button } from '../../../components/Button.tsx'
import { useViewing } from '../context.ts'

export function Forwarded() {
  const { path, iid, isArchived } = useViewing()
  const { data } = useQuery({ ...requesterQuery(path, iid), enabled: !isArchived })
  const suggestion = data?.suggestion
  // What others forward may be theirs to ask; it stays in the menu.
  if (!suggestion?.by_member || isArchived) return null
  return (
    <div className="flex flex-col items-start gap-2 rounded-md border border-line px-3 py-2 text-sm">
      <p className="wrap-anywhere">
        A colleague forwarded this. It seems to be the mail of <bdi>{suggestion.name}</bdi> {suggestion.email}
        .
      </p>
      <Button onClick={() => runAction('requester')}>Requester is really…</Button>
    </div>
  )
}
