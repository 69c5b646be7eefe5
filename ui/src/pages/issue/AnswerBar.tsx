// How does one answer from the middle of a long thread? A slim bar at the foot, as long as the composer is out of sight.
import { Lock, Reply } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { runAction, useAllActions } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { Kbd } from '../../components/Tip.tsx'

const icons = { reply: Reply, note: Lock }

export function AnswerBar({ composer }: { composer: RefObject<HTMLElement | null> }) {
  const actions = useAllActions().filter(({ id }) => id === 'reply' || id === 'note')
  const away = useIsBelow(composer, actions.length > 0)
  if (!away || actions.length === 0) return null
  return (
    // Without height of its own: that it comes and goes moves nothing.
    <div className="sticky bottom-0 z-10 h-0">
      <div
        role="toolbar"
        aria-label="Answer"
        data-print="no"
        className="absolute inset-x-0 bottom-0 flex items-center gap-2 border-line border-t bg-canvas py-2"
      >
        {actions.map(({ id, label, keys }) => {
          const Icon = icons[id as keyof typeof icons]
          return (
            <Button key={id} look={id === 'reply' ? 'plain' : 'quiet'} onClick={() => runAction(id)}>
              <Icon aria-hidden="true" className="size-4" />
              {label}
              <span className="max-md:hidden">{keys !== undefined && <Kbd keys={String(keys)} />}</span>
            </Button>
          )
        })}
      </div>
    </div>
  )
}

/** Further down than what is in sight. */
function useIsBelow(element: RefObject<HTMLElement | null>, there: boolean): boolean {
  const [below, setBelow] = useState(false)
  useEffect(() => {
    if (element.current === null || !there) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setBelow(!entry.isIntersecting && entry.boundingClientRect.top > 0)
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element, there])
  return below
}
