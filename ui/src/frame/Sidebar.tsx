// How does one get about? The desk, one's own work, the project at hand, the other projects.
import { SidebarContent } from './SidebarContent.tsx'

/** 232 px wide; only the pictures from 768 to 1024 px; under that the drawer takes its place. */
export function Sidebar({ openPalette }: { openPalette: () => void }) {
  return (
    <nav
      aria-label="Places"
      className="sticky top-0 hidden h-dvh shrink-0 flex-col border-line border-r bg-side md:flex md:w-14 lg:w-58"
    >
      <SidebarContent openPalette={openPalette} narrow />
    </nav>
  )
}
