// Whom shall the project tell?
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { addHook, hooksQuery } from '../../../api/hooks.ts'
import { UnsavedGuard } from '../../../forms/UnsavedGuard.tsx'
import { usePath } from '../../../session.ts'
import { tell } from '../../../toasts.ts'
import { pathParam } from '../../../urls.ts'
import { HookForm } from './HookForm.tsx'
import { WebhookPage } from './Page.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const client = useQueryClient()
  const navigate = useNavigate()
  return (
    <WebhookPage title="New webhook" path={path} inner>
      {() => (
        <>
          <HookForm
            save={async values => {
              const { id } = await addHook(path, values)
              tell('The webhook is added.')
              await client.invalidateQueries({ queryKey: hooksQuery(path).queryKey })
              const params = { path: pathParam(path), hook: String(id) }
              await navigate({ to: '/p/$path/hooks/$hook/edit', params })
            }}
          />
          <UnsavedGuard />
        </>
      )}
    </WebhookPage>
  )
}
