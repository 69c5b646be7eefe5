// Is there more of this list? A button that reads the next page.
import { Button } from './Button.tsx'

type Props = {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
  label?: string
}

export function ShowMore({ query, label = 'Show more' }: Props) {
  if (!query.hasNextPage) return null
  return (
    <Button
      className="mt-4 self-center"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {label}
    </Button>
  )
}
