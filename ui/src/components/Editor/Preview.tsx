// How will the text look? As the server renders it, so exactly so.
import { useEffect, useState } from 'react'
import { Button } from '../Button.tsx'
import { Prose } from '../Prose.tsx'

export type Render = (text: string, signal: AbortSignal) => Promise<string>

export function Preview({ text, render }: { text: string; render: Render }) {
  const [html, setHtml] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks again; `render` is made anew with each painting
  useEffect(() => {
    const asker = new AbortController()
    setError(null)
    render(text, asker.signal).then(setHtml, failure => !asker.signal.aborted && setError(failure))
    return () => asker.abort()
  }, [text, attempt])
  if (text.trim() === '') return <p className="text-faint">Nothing to preview.</p>
  if (error !== null)
    return (
      <div role="alert" className="flex flex-wrap items-center gap-2 text-bad text-sm">
        {error instanceof Error ? error.message : 'The preview did not come.'}
        <Button small onClick={() => setAttempt(attempt + 1)}>
          Try again
        </Button>
      </div>
    )
  return html === null ? (
    <p className="late text-faint">Rendering…</p>
  ) : (
    <Prose html={html} className="text-read" />
  )
}
