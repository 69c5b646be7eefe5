// What surrounds every page? The sidebar, the live connection, the keys that work everywhere.
import { useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { connection, listen } from '../live.ts'
import { usePerson } from '../session.ts'
import { applyTheme } from '../theme.ts'
import { setTimeZone } from '../times.ts'
import { Drawer } from './Drawer.tsx'
import { Sidebar } from './Sidebar.tsx'
import { useFrameActions } from './useFrameActions.ts'

const Palette = lazy(() => import('./Palette.tsx'))
const Help = lazy(() => import('./Help.tsx'))

export function Frame() {
  const person = usePerson()
  const client = useQueryClient()
  const [shown, setShown] = useState<'palette' | 'help' | 'drawer' | null>(null)
  useFrameActions({ openPalette: () => setShown('palette'), openHelp: () => setShown('help') })
  const id = person?.id
  useEffect(() => (id === undefined ? undefined : listen(client)), [id, client])
  const theme = person?.theme
  useEffect(() => {
    if (theme) applyTheme(theme)
  }, [theme])
  setTimeZone(person?.time_zone ?? null)
  const close = () => setShown(null)
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <Sidebar openPalette={() => setShown('palette')} />
      <Drawer
        open={shown === 'drawer'}
        onOpenChange={open => setShown(open ? 'drawer' : null)}
        openPalette={() => setShown('palette')}
      />
      <main id="content" tabIndex={-1} className="flex min-w-0 grow flex-col outline-none">
        <Offline />
        <Outlet />
      </main>
      <Suspense>
        {shown === 'palette' && <Palette onClose={close} />}
        {shown === 'help' && <Help onClose={close} />}
      </Suspense>
    </div>
  )
}

/** A quiet bar; reading goes on. */
function Offline() {
  const state = useSyncExternalStore(connection.subscribe, connection.get)
  if (state === 'connected') return null
  return (
    <p role="status" className="late sticky top-0 z-30 bg-held-soft px-4 py-1 text-center text-held text-xs">
      The desk is out of reach. What is here can be read; it is asked again by itself.
    </p>
  )
}
