// How does text that people wrote come onto the page? As HTML that the server made and sanitised; the one place for it.
import { cx } from './cx.ts'

/** `html` comes from the API alone (`*_html`, POST /markdown). */
export function Prose({ html, className }: { html: string; className?: string }) {
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: the server sanitises it, and the CSP forbids scripts in it
    <div dir="auto" className={cx('prose', className)} dangerouslySetInnerHTML={{ __html: html }} />
  )
}
