// Which page is this? issue
import { PageHeader } from '../../frame/PageHeader.tsx'

export default function Page() {
  return <PageHeader title="Issue" />
}
