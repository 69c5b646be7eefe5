// How does the whole desk do? Figures, the state of its mail in a line each, and where to go on.
import { AdminPage } from '../../frame/AdminTabs.tsx'
import { About } from './About.tsx'
import { Figures } from './Figures.tsx'
import { MailState } from './MailState.tsx'

export default function Page() {
  return (
    <AdminPage title="Administration">
      <Figures />
      <MailState />
      <About />
    </AdminPage>
  )
}
