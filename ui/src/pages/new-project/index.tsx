// Which page is this? new project
import { PageHeader } from '../../frame/PageHeader.tsx'

export default function Page() {
  return <PageHeader title="New project" />
}
