// Which page is this? issues
import { PageHeader } from '../../frame/PageHeader.tsx'

export default function Page() {
  return <PageHeader title="Issues" />
}
