// What does a place show whose data did not come? What happened, in words, and how to try again.
import { TriangleAlert } from 'lucide-react'
import { ApiError } from '../api/client.ts'
import { Button } from './Button.tsx'
import { Empty } from './Empty.tsx'

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const missing = error instanceof ApiError && error.status === 404
  const title = missing ? 'Nothing here, or not for you' : 'This could not be loaded'
  const text = missing
    ? 'It does not exist, or you may not see it. If somebody sent you here, ask them for access.'
    : error instanceof Error
      ? error.message
      : 'The desk gave no reason.'
  return (
    <Empty
      icon={TriangleAlert}
      title={title}
      actions={
        retry && !missing ? (
          <Button look="primary" onClick={retry}>
            Try again
          </Button>
        ) : undefined
      }
    >
      <p role="alert">{text}</p>
    </Empty>
  )
}
