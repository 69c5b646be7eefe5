// Which page is this? group settings
import { PageHeader } from '../../frame/PageHeader.tsx'

export default function Page() {
  return <PageHeader title="Group settings" />
}
