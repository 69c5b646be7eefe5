// Does mail come in and go out? A line for each way, with what is wrong.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { mailboxesQuery } from '../../api/admin.ts'
import { Failed } from '../../components/Failed.tsx'
import { Time } from '../../components/Time.tsx'
import { StateMark } from '../../mail-log/StateMark.tsx'

export function MailState() {
  const { data, error, refetch } = useQuery(mailboxesQuery)
  return (
    <section aria-labelledby="mail-state" className="flex flex-col gap-2 pb-8">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="mail-state" className="font-semibold">
          Mail
        </h2>
        <Link to="/admin/mailboxes" className="text-accent text-sm hover:underline">
          All about the mailboxes
        </Link>
      </div>
      {error && data === undefined && <Failed error={error} retry={() => void refetch()} />}
      <ul className="flex min-h-67 flex-col divide-y divide-line border-line border-y">
        {data?.map(({ name, title, state, detail, last_error, last_mail_at, waiting }) => (
          <li
            key={name}
            className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-0.5 py-2 text-sm md:flex-nowrap"
          >
            <span className="w-40 shrink-0 font-medium">{title}</span>
            <StateMark state={state} />
            <span className="min-w-0 grow text-muted max-md:w-full md:truncate" title={last_error ?? detail}>
              {state === 'failing' && last_error ? last_error : detail}
            </span>
            {waiting > 0 && (
              <span className="tabular shrink-0 text-held text-xs">{waiting.toLocaleString()} waiting</span>
            )}
            {last_mail_at && (
              <span className="shrink-0 text-faint text-xs">
                last mail <Time at={last_mail_at} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
