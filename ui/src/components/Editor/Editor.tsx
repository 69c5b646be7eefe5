// How is Markdown written here? In a plain text field that grows, with marks, completion, files and a preview at hand.
import { Eye, Paperclip, Pencil, Type } from 'lucide-react'
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { prefer, preference } from '../../theme.ts'
import { Button, IconButton } from '../Button.tsx'
import { cx } from '../cx.ts'
import { CompletionList } from './CompletionList.tsx'
import type { Source } from './completion.ts'
import { continueList } from './edits.ts'
import { FileList } from './FileList.tsx'
import { Preview, type Render } from './Preview.tsx'
import { Toolbar, toolKey } from './Toolbar.tsx'
import { type Completion, optionId, useCompletion } from './useCompletion.ts'
import { type Files, type Upload, useFiles } from './useFiles.ts'

export type EditorProps = {
  /** Said to screen readers. */
  label: string
  value: string
  onChange: (value: string) => void
  sources: readonly Source[]
  /** Absent: no files can be sent here. */
  upload?: Upload | undefined
  render: Render
  placeholder?: string
  error?: string | undefined
  readOnly?: boolean
  autoFocus?: boolean
  /** How tall an empty text is. */
  tall?: boolean
  /** `bare`: what is around it has the border. */
  bare?: boolean
  id?: string
  ref?: Ref<HTMLTextAreaElement>
  /** The buttons at the right of the foot. */
  children?: ReactNode
}

export function Editor(props: EditorProps) {
  const { value, error, ref, bare = false, children } = props
  const area = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => area.current as HTMLTextAreaElement)
  const files = useFiles(area, props.upload)
  const [previewed, setPreviewed] = useState(false)
  const [marks, setMarks] = useState(preference('formatting') === 'shown')
  const errorId = useId()
  const toggleMarks = () => {
    prefer('formatting', marks ? 'hidden' : 'shown')
    setMarks(!marks)
  }
  return (
    <div className="flex flex-col gap-1">
      <Dropping
        className={cx(
          'relative flex min-w-0 flex-col',
          !bare &&
            'rounded-md border bg-canvas has-[textarea:focus]:outline-2 has-[textarea:focus]:outline-accent',
          !bare && (error ? 'border-bad' : 'border-edge'),
        )}
        drop={props.readOnly || props.upload === undefined ? undefined : files.add}
      >
        <Area {...props} area={area} files={files} hidden={previewed} errorId={error ? errorId : undefined} />
        {previewed && (
          <section aria-label="Preview" className={cx('px-3 py-2.5', props.tall ? 'min-h-46' : 'min-h-22')}>
            <Preview text={value} render={props.render} />
          </section>
        )}
        <FileList files={files} />
        {marks && !previewed && <Toolbar area={area} />}
        <div className="flex flex-wrap items-center gap-1 px-1.5 pb-1.5">
          <Tools
            files={props.upload && !props.readOnly ? files : undefined}
            marks={marks}
            toggleMarks={toggleMarks}
            previewed={previewed}
            setPreviewed={setPreviewed}
          />
          {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
        </div>
      </Dropping>
      {error && (
        <p id={errorId} role="alert" className="text-bad text-sm">
          {error}
        </p>
      )}
    </div>
  )
}

type AreaProps = EditorProps & {
  area: RefObject<HTMLTextAreaElement | null>
  files: Files
  hidden: boolean
  errorId: string | undefined
}

function Area({ area, files, hidden, errorId, ...given }: AreaProps) {
  const { value, onChange, label, readOnly = false, tall = false, id, placeholder } = given
  const completion = useCompletion(area, given.sources)
  useGrowing(area, value)
  // Who changes a text goes on where it ends.
  useEffect(() => {
    const at = area.current?.value.length ?? 0
    if (given.autoFocus) area.current?.setSelectionRange(at, at)
  }, [area, given.autoFocus])
  const paste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files]
    // Word and Excel put a picture beside the text; the text is meant.
    if (pasted.length === 0 || event.clipboardData.types.includes('text/plain') || readOnly) return
    event.preventDefault()
    files.add(pasted)
  }
  return (
    <>
      <textarea
        ref={area}
        id={id}
        dir="auto"
        hidden={hidden}
        value={value}
        readOnly={readOnly}
        placeholder={placeholder}
        // biome-ignore lint/a11y/noAutofocus: only where writing was asked for
        autoFocus={given.autoFocus}
        onChange={event => {
          onChange(event.target.value)
          completion.look()
        }}
        onSelect={() => completion.open && completion.look()}
        onBlur={completion.close}
        onKeyDown={event => pressed(event, completion, readOnly)}
        onPaste={paste}
        {...ariaOf(completion)}
        aria-label={label}
        aria-invalid={errorId !== undefined}
        aria-describedby={errorId}
        className={cx(
          'field-sizing-content max-h-[50vh] w-full resize-none bg-transparent px-3 py-2.5 text-read outline-none',
          tall ? 'min-h-46' : 'min-h-22',
        )}
      />
      <CompletionList completion={completion} />
    </>
  )
}

const ariaOf = ({ id, open }: Completion) => ({
  'aria-autocomplete': 'list' as const,
  'aria-haspopup': 'listbox' as const,
  ...(open ? { 'aria-controls': id, 'aria-activedescendant': optionId(id, open.active) } : {}),
})

function pressed(event: KeyboardEvent<HTMLTextAreaElement>, completion: Completion, readOnly: boolean): void {
  if (completion.press(event) || event.nativeEvent.isComposing) return
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
  if (event.key === 'Escape') event.currentTarget.blur()
  else if (readOnly) return
  else if (!(toolKey(event) || (plain && event.key === 'Enter' && continueList(event.currentTarget)))) return
  event.preventDefault()
}

/** Grows with its text also where the browser does not do that by itself. */
function useGrowing(area: RefObject<HTMLTextAreaElement | null>, value: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useLayoutEffect(() => {
    if (area.current === null || CSS.supports('field-sizing', 'content')) return
    area.current.style.height = 'auto'
    area.current.style.height = `${area.current.scrollHeight}px`
  }, [area, value])
}

type DroppingProps = {
  className: string
  drop: ((files: Iterable<File>) => void) | undefined
  children: ReactNode
}

function Dropping({ className, drop, children }: DroppingProps) {
  const [over, setOver] = useState(false)
  const hover = (event: DragEvent) => {
    if (drop === undefined || !event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button beside it does the same
    <div
      className={className}
      onDragOver={hover}
      onDragLeave={event => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={event => {
        setOver(false)
        if (drop === undefined || event.dataTransfer.files.length === 0) return
        event.preventDefault()
        drop(event.dataTransfer.files)
      }}
    >
      {children}
      {over && (
        <p className="pointer-events-none absolute inset-0 z-10 flex items-center justify-center rounded-md border-2 border-accent border-dashed bg-accent-soft font-medium text-accent">
          Drop files to attach them
        </p>
      )}
    </div>
  )
}

type ToolsProps = {
  files: Files | undefined
  marks: boolean
  toggleMarks: () => void
  previewed: boolean
  setPreviewed: (previewed: boolean) => void
}

function Tools({ files, marks, toggleMarks, previewed, setPreviewed }: ToolsProps) {
  const input = useRef<HTMLInputElement>(null)
  const Side = previewed ? Pencil : Eye
  return (
    <div className="flex items-center gap-0.5">
      {files && (
        <>
          <IconButton label="Attach files" onClick={() => input.current?.click()}>
            <Paperclip aria-hidden="true" className="size-4" />
          </IconButton>
          <input
            ref={input}
            type="file"
            multiple
            hidden
            aria-label="Files to attach"
            onChange={event => {
              files.add(event.target.files ?? [])
              event.target.value = ''
            }}
          />
        </>
      )}
      <IconButton
        className="aria-pressed:bg-pressed aria-pressed:text-ink"
        label="Formatting"
        aria-pressed={marks}
        onClick={toggleMarks}
        disabled={previewed}
      >
        <Type aria-hidden="true" className="size-4" />
      </IconButton>
      <Button small look="quiet" onClick={() => setPreviewed(!previewed)}>
        <Side aria-hidden="true" className="size-3.5" />
        {previewed ? 'Write' : 'Preview'}
      </Button>
    </div>
  )
}
