// Where does the page begin? Look first, then who is signed in, the router, and the live connection.
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { listenToKeys } from './actions.ts'
import { ApiError } from './api/client.ts'
import { Toaster } from './frame/Toaster.tsx'
import { makeRouter } from './router.tsx'
import './styles.css'
import { applyStored } from './theme.ts'

applyStored()

/** Live events say when something is no longer true; without them, this is how long it is believed. */
const staleMilliseconds = 30_000

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: staleMilliseconds,
      gcTime: 10 * 60_000,
      // What the desk refused stays refused; what it could not answer is asked again.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
})
const router = makeRouter(client)
listenToKeys()

const place = document.getElementById('app')
if (place === null) throw new Error('index.html has no #app')
createRoot(place).render(
  <QueryClientProvider client={client}>
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={500}>
        <RouterProvider router={router} />
        <Toaster />
      </Tooltip.Provider>
    </CSPProvider>
  </QueryClientProvider>,
)
