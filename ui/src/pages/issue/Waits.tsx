// What stands there while a ticket is on its way? Nothing for a moment, then grey of the size of what comes.
import { PageHeader } from '../../frame/PageHeader.tsx'

export const HeaderWaits = ({ path, iid }: { path: string; iid: number }) => (
  <>
    <PageHeader title={`#${iid}`} path={path} heading={<span className="late">#{iid}</span>}>
      <div className="late h-5 w-80 max-w-full rounded bg-sunken" />
    </PageHeader>
    <div className="max-w-200 px-4 md:px-6">
      <ThreadWaits />
    </div>
  </>
)

export const ThreadWaits = () => (
  <div role="status" aria-label="Loading" className="late flex flex-col gap-3 px-4 py-3">
    {['w-1/3', 'w-full', 'w-11/12', 'w-2/3'].map(width => (
      <div key={width} className={`h-4 rounded bg-sunken ${width}`} />
    ))}
  </div>
)
