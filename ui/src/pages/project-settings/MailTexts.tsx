// What do the mails to customers say, and where is that written? One line a mail, to look at and to change.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Eye, Pencil } from 'lucide-react'
import { useState } from 'react'
import { type MailText, mailTextsQuery } from '../../api/templates.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Failed } from '../../components/Failed.tsx'
import { MailPreview, Warnings } from '../../mail-preview/MailPreview.tsx'
import { mailKinds, sourceInWords } from '../../mail-preview/words.ts'
import { pathParam } from '../../urls.ts'

export function MailTexts({ path, warnings }: { path: string; warnings: readonly string[] }) {
  const { data, error, refetch } = useQuery(mailTextsQuery(path))
  const [seen, setSeen] = useState<MailText | null>(null)
  return (
    <section
      aria-labelledby="mail-texts-title"
      className="flex max-w-130 flex-col gap-4 border-line border-t pt-5"
    >
      <div className="flex flex-col gap-1">
        <h3 id="mail-texts-title" className="font-medium text-sm">
          Mails to customers
        </h3>
        <p className="text-faint text-xs">
          Each text is a file in the repository, so that it is reviewed and kept like code. Without a file,
          mails have the built-in text.
        </p>
      </div>
      <Warnings warnings={warnings} />
      {error && data === undefined && <Failed error={error} retry={() => void refetch()} />}
      {data && (
        <ul
          aria-label="Mails to customers"
          className="flex flex-col divide-y divide-line border-line border-y"
        >
          {data.map(text => (
            <Line key={text.kind} path={path} text={text} look={() => setSeen(text)} />
          ))}
        </ul>
      )}
      <Dialog
        open={seen !== null}
        onOpenChange={open => !open && setSeen(null)}
        title={seen === null ? '' : `${mailKinds[seen.kind].title}: as customers get it`}
        wide
      >
        {seen && <MailPreview path={path} kind={seen.kind} />}
      </Dialog>
    </section>
  )
}

function Line({ path, text, look }: { path: string; text: MailText; look: () => void }) {
  const { title, when } = mailKinds[text.kind]
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
      <div className="flex min-w-50 grow flex-col">
        <span className="font-medium">{title}</span>
        <span className="text-faint text-xs">{when}</span>
      </div>
      <span className={text.source === null ? 'text-faint text-xs' : 'text-muted text-xs'}>
        {sourceInWords(text.source)}
      </span>
      <div className="flex items-center gap-1">
        <Button small look="quiet" aria-label={`Preview ${title}`} onClick={look}>
          <Eye aria-hidden="true" className="size-3.5" />
          Preview
        </Button>
        <Link
          to="/p/$path/service_desk/templates/$kind"
          params={{ path: pathParam(path), kind: text.kind }}
          aria-label={`Edit ${title}`}
          className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-muted text-xs hover:bg-hover hover:text-ink"
        >
          <Pencil aria-hidden="true" className="size-3.5" />
          Edit
        </Link>
      </div>
    </li>
  )
}
