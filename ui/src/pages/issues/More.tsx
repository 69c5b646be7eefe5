// How does a list go on past its last row?
import { useEffect, useRef } from 'react'
import { Button } from '../../components/Button.tsx'
import type { List } from './place.ts'

/** Before the end is in sight the next page is asked for. */
export function More({ query }: { query: List['query'] }) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query
  const end = useRef<HTMLDivElement>(null)
  const automatic = hasNextPage && !isFetchingNextPage && !isFetchNextPageError
  useEffect(() => {
    if (!automatic || end.current === null) return
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void fetchNextPage({ cancelRefetch: false })
      },
      { rootMargin: '0px 0px 900px' },
    )
    seen.observe(end.current)
    return () => seen.disconnect()
  }, [automatic, fetchNextPage])
  if (!hasNextPage) return null
  return (
    <div ref={end} className="flex h-14 items-center justify-center">
      <Button small disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {isFetchingNextPage ? 'Loading…' : isFetchNextPageError ? 'Try again' : 'Load more'}
      </Button>
    </div>
  )
}
