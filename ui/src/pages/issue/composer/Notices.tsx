// What has to be known before one sends, or again? Somebody wrote, nobody answers, something was refused.
import { CloudOff, MessageSquareWarning, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../../components/Button.tsx'
import { cx } from '../../../components/cx.ts'
import type { News } from './useNews.ts'
import type { Parcel, Sending } from './useSending.ts'

type Props = {
  news: News
  sending: Sending
  show: (noteId: number) => void
  /** Sends what stands in the field now. */
  again: (parcel: Parcel) => void
}

export function Notices({ news, sending, show, again }: Props) {
  const { status, giveUp, refused, forgetRefused } = sending
  return (
    <>
      {news.writers !== '' && (
        <Notice look="held" icon={MessageSquareWarning} urgent={news.stopped}>
          <span className="grow">
            {news.writers} wrote meanwhile.{' '}
            {news.stopped ? 'Nothing was sent. Read it, then send again.' : 'Read it before you send.'}
          </span>
          <Button
            small
            onClick={() => {
              if (news.first) show(news.first.id)
              news.acknowledge()
            }}
          >
            Show it
          </Button>
        </Notice>
      )}
      {status.kind === 'waiting' && (
        <Notice look="held" icon={CloudOff}>
          <span className="grow">The desk is out of reach. This is sent by itself when it is back.</span>
          <Button small onClick={giveUp}>
            Do not send
          </Button>
        </Notice>
      )}
      {status.kind === 'failed' && (
        <Notice look="bad" icon={TriangleAlert} urgent>
          <span className="grow">It was not sent: {status.message}</span>
          <Button small onClick={() => again(status.parcel)}>
            Try again
          </Button>
        </Notice>
      )}
      {refused.length > 0 && (
        <Notice look="bad" icon={TriangleAlert} urgent>
          <span className="grow" dir="auto">
            Not done: {refused.join(' ')}
          </span>
          <Button small onClick={forgetRefused}>
            Dismiss
          </Button>
        </Notice>
      )}
    </>
  )
}

type NoticeProps = { look: 'held' | 'bad'; icon: typeof CloudOff; urgent?: boolean; children: ReactNode }

function Notice({ look, icon: Icon, urgent = false, children }: NoticeProps) {
  return (
    <div
      role={urgent ? 'alert' : 'status'}
      className={cx(
        'flex flex-wrap items-center gap-2 px-3 py-1.5 text-xs',
        look === 'held' ? 'bg-held-soft text-held' : 'bg-bad-soft text-bad',
      )}
    >
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      {children}
    </div>
  )
}
