// Which page is this? inbox
import { PageHeader } from '../../frame/PageHeader.tsx'

export default function Page() {
  return <PageHeader title="Inbox" />
}
