// How does text that people wrote come onto the page? As HTML that the server made and sanitised; the one place for it.
import { useNavigate } from '@tanstack/react-router'
import { type MouseEvent, memo, useState } from 'react'
import { cx } from './cx.ts'
import { Lightbox, type Picture } from './Lightbox.tsx'

/** `html` comes from the API alone (`*_html`, POST /markdown). */
export const Prose = memo(function Prose({ html, className }: { html: string; className?: string }) {
  const navigate = useNavigate()
  const [shown, setShown] = useState<{ pictures: Picture[]; first: number } | null>(null)
  const click = (event: MouseEvent<HTMLElement>) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || !opensHere(event)) return
    const address = link.getAttribute('href') ?? ''
    const all = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a:has(> img)')]
    const first = all.indexOf(link)
    if (first !== -1 && isUpload(address)) setShown({ pictures: all.map(pictureOf), first })
    else if (/^\/(?![/\\])/.test(address) && !isUpload(address)) void navigate({ href: address })
    else return
    event.preventDefault()
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: links in it are what is pressed */}
      <div
        dir="auto"
        className={cx('prose', className)}
        onClick={click}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: the server sanitises it, and the CSP forbids scripts in it
        dangerouslySetInnerHTML={{ __html: html }}
      />
      {shown && <Lightbox {...shown} onClose={() => setShown(null)} />}
    </>
  )
})

const isUpload = (address: string) => /\/uploads\/[0-9a-f]{32}\//.test(address)

const pictureOf = (link: HTMLAnchorElement): Picture => ({
  url: link.getAttribute('href') ?? '',
  name: link.querySelector('img')?.alt || 'Picture',
})

/** Other buttons and keys mean another tab or window; the browser does that. */
const opensHere = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
