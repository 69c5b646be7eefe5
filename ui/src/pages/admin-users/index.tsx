// Which page is this? admin users
import { PageHeader } from '../../frame/PageHeader.tsx'

export default function Page() {
  return <PageHeader title="Admin users" />
}
