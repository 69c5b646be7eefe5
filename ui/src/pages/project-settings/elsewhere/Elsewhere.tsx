// Is the code at home on another forge? Then it is followed, and the forge may tell what happens there.
import { useQuery } from '@tanstack/react-query'
import { forgeHooksQuery, mirrorQuery } from '../../../api/elsewhere.ts'
import { Section } from '../../../forms/Section.tsx'
import { ForgeHooks } from './ForgeHooks.tsx'
import { MirrorForm } from './MirrorForm.tsx'
import { MirrorState } from './MirrorState.tsx'

export function Elsewhere({ path }: { path: string }) {
  const mirror = useQuery(mirrorQuery(path))
  const hooks = useQuery(forgeHooksQuery(path))
  return (
    <Section
      id="elsewhere"
      title="Code that lives elsewhere"
      about="A project can follow a repository on GitHub, GitLab, Gitea, Forgejo or any other Git server: its texts of mails count here, and its commits close tickets."
    >
      {mirror.data !== undefined && (
        <>
          {mirror.data && <MirrorState path={path} mirror={mirror.data} />}
          <MirrorForm key={mirror.data?.url ?? ''} path={path} mirror={mirror.data} />
        </>
      )}
      {hooks.data && <ForgeHooks path={path} hooks={hooks.data} />}
    </Section>
  )
}
