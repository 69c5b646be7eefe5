// How far are the files that are being sent? One line each, until they stand in the text.
import { Paperclip, RotateCw, TriangleAlert, X } from 'lucide-react'
import { IconButton } from '../Button.tsx'
import { cx } from '../cx.ts'
import type { Files } from './useFiles.ts'

export function FileList({ files: { sending, retry, stop } }: { files: Files }) {
  if (sending.length === 0) return null
  return (
    <ul aria-label="Files being sent" className="flex flex-col border-line border-t px-3 py-1 text-xs">
      {sending.map(one => {
        const failed = one.error !== undefined
        const Icon = failed ? TriangleAlert : Paperclip
        return (
          <li key={one.id} className="flex min-h-7 items-center gap-2">
            <Icon
              aria-hidden="true"
              className={cx('size-3.5 shrink-0', failed ? 'text-bad' : 'text-faint')}
            />
            <span dir="auto" className="min-w-0 max-w-60 truncate">
              {one.file.name}
            </span>
            {failed ? (
              <span role="alert" className="min-w-0 grow text-bad">
                {one.error}
              </span>
            ) : (
              <Progress name={one.file.name} share={one.share} />
            )}
            {failed && (
              <IconButton small label={`Send ${one.file.name} again`} onClick={() => retry(one)}>
                <RotateCw aria-hidden="true" className="size-3.5" />
              </IconButton>
            )}
            <IconButton
              small
              label={failed ? `Forget ${one.file.name}` : `Stop sending ${one.file.name}`}
              onClick={() => stop(one)}
            >
              <X aria-hidden="true" className="size-3.5" />
            </IconButton>
          </li>
        )
      })}
    </ul>
  )
}

function Progress({ name, share }: { name: string; share: number }) {
  const percent = Math.round(share * 100)
  return (
    <>
      <span
        role="progressbar"
        aria-label={`Sending ${name}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1 min-w-12 grow overflow-hidden rounded-full bg-pressed"
      >
        <span className="block h-full bg-accent" style={{ width: `${percent}%` }} />
      </span>
      <span className="tabular w-9 text-right text-faint">{percent} %</span>
    </>
  )
}
