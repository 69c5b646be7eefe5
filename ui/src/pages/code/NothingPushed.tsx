// What if nothing was pushed yet? Then how one begins.
import { FileCode2 } from 'lucide-react'
import type { Project } from '../../api/types.ts'
import { CodeLink } from '../../code/links.tsx'
import { Copy } from '../../components/Copy.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { useProject } from '../../session.ts'

export function NothingPushed({ project }: { project: Project }) {
  const { path_with_namespace: path, http_url_to_repo: url, default_branch: branch } = project
  const { isDeveloper } = useProject(path)
  const begin = [
    `git clone ${url}`,
    `cd ${project.path}`,
    `git switch --create ${branch}`,
    'echo "# Hello" > README.md',
    'git add README.md',
    'git commit --message "Begin"',
    `git push --set-upstream origin ${branch}`,
  ]
  const bring = [`git remote add origin ${url}`, 'git push --set-upstream origin --all']
  return (
    <>
      <PageHeader title="Code" path={path} />
      <Column narrow>
        <div className="flex flex-col gap-4 py-4">
          <p className="flex items-center gap-2 text-muted">
            <FileCode2 aria-hidden="true" className="size-5 shrink-0 text-faint" />
            Nothing was pushed yet.
          </p>
          {isDeveloper && !project.archived && (
            <>
              <p>
                <CodeLink to="new" path={path} codeRef={branch} className="text-accent underline">
                  Write the first file here
                </CodeLink>
                , or push from your machine:
              </p>
              <Commands title="Begin with an empty repository" lines={begin} />
              <Commands title="Bring one that you have" lines={bring} />
            </>
          )}
        </div>
      </Column>
    </>
  )
}

function Commands({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h2 className="flex items-center gap-2 font-medium text-sm">
        {title}
        <Copy text={lines.join('\n')} label={`Copy: ${title}`} />
      </h2>
      <pre className="whitespace-pre-wrap break-all rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5">
        {lines.join('\n')}
      </pre>
    </section>
  )
}
