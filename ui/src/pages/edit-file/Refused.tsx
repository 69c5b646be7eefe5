// Why was it not committed, and what now? Nothing that was typed is lost.
import type { Beginning } from '../../api/repository.ts'
import type { Project } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { codePath } from '../../urls.ts'
import type { Refusal, Theirs } from './useCommit.ts'
import type { Work } from './useFile.ts'

type Props = { work: Work; refusal: Refusal; project: Project; begun: Beginning }

/** Shown where one looks: it may lie below the edge of the window. */
const intoView = (box: HTMLElement | null) => box?.scrollIntoView({ block: 'nearest' })

export function Refused({ refusal, ...rest }: Props) {
  return (
    <div
      ref={intoView}
      role="alert"
      className="flex scroll-mb-20 flex-col gap-3 rounded-md bg-bad-soft px-3 py-2.5 text-sm"
    >
      {refusal.theirs === null ? (
        <>
          <p className="text-bad">{refusal.says}</p>
          <p>Nothing you wrote is lost.</p>
        </>
      ) : (
        <Faster {...rest} theirs={refusal.theirs} />
      )}
    </div>
  )
}

function Faster({ work, project, begun, theirs }: Omit<Props, 'refusal'> & { theirs: Theirs }) {
  const { place } = begun
  const changes = `/${project.path_with_namespace}/-/compare/${codePath(`${place.commit}...${place.ref}`)}`
  const gone = theirs.last === null
  return (
    <>
      <p className="text-bad">
        {gone
          ? `Somebody removed or renamed ${place.path} on ${place.ref} while you wrote.`
          : `Somebody changed ${place.path} on ${place.ref} while you wrote.`}{' '}
        Nothing you wrote is lost.
      </p>
      <p>
        <a href={changes} target="_blank" rel="noreferrer" className="text-accent underline">
          See what came to {place.ref} meanwhile
        </a>{' '}
        (in a new tab). A branch of your own begins where you began, and its merge request brings both
        together.
      </p>
      <p className="flex flex-wrap gap-2">
        <Button onClick={() => work.setWay('apart')}>Put mine on a new branch</Button>
        {/* A move of what is gone cannot be. */}
        {!(gone && work.now.file.trim() !== place.path) && (
          <Button look="danger" onClick={() => void work.commit(theirs.last)}>
            {gone ? 'Write the file again with mine' : 'Replace theirs with mine'}
          </Button>
        )}
      </p>
    </>
  )
}
