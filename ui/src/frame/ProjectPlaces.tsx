// Which places has the project at hand?
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import {
  ChartNoAxesColumn,
  CircleDot,
  FileCode2,
  Flag,
  GitBranch,
  GitPullRequest,
  Headset,
  House,
  Inbox,
  Send,
  Settings,
  Tag,
  Users,
} from 'lucide-react'
import { countsQuery } from '../api/issues.ts'
import { useProject } from '../session.ts'
import { pathParam } from '../urls.ts'
import { Place } from './Place.tsx'

export function ProjectPlaces({ path, only }: { path: string; only: string }) {
  const { project, isTeam, isMaintainer } = useProject(path)
  const { data: waiting } = useQuery({
    ...countsQuery(path, { service_desk: true, awaiting: 'team' }),
    enabled: isTeam,
  })
  const page = useLocation({ select: ({ pathname }) => /^\/p\/[^/]+\/(.*)/.exec(pathname)?.[1] ?? '' })
  if (project === undefined) return null
  const params = { path: pathParam(path) }
  const at = { params, only }
  return (
    <section aria-label={project.name_with_namespace} className="flex flex-col gap-px">
      <h2
        className={`truncate px-2 pb-1 font-medium text-faint text-xs ${only}`}
        title={project.name_with_namespace}
      >
        {project.name}
      </h2>
      <ul className="flex flex-col gap-px">
        <Place to="/n/$path" {...at} exact icon={House} label="Overview" />
        {isTeam && (
          <Place
            to="/p/$path/issues/service_desk"
            {...at}
            icon={Headset}
            label="Service Desk"
            count={waiting?.opened}
            counted="waiting for an answer"
          />
        )}
        <Place to="/p/$path/issues" {...at} exact icon={CircleDot} label="Issues" />
        {project.default_branch && project.empty_repo !== undefined && (
          <>
            <Place
              to="/p/$path/tree"
              {...at}
              here={/^(?:(?:tree|blob|commits?)\b|(?:edit|new)\/)/.test(page)}
              icon={FileCode2}
              label="Code"
            />
            <Place to="/p/$path/merge_requests" {...at} icon={GitPullRequest} label="Merge requests" />
            <Place
              to="/p/$path/branches"
              {...at}
              here={/^(?:tags|compare)\b/.test(page)}
              icon={GitBranch}
              label="Branches"
            />
          </>
        )}
        <Place to="/p/$path/labels" {...at} icon={Tag} label="Labels" />
        <Place to="/p/$path/milestones" {...at} icon={Flag} label="Milestones" />
        <Place to="/p/$path/project_members" {...at} icon={Users} label="Members" />
        {isTeam && <Place to="/p/$path/numbers" {...at} icon={ChartNoAxesColumn} label="Numbers" />}
        {isMaintainer && <Place to="/p/$path/inbox" {...at} icon={Inbox} label="Inbox log" />}
        {isMaintainer && <Place to="/p/$path/outbox" {...at} icon={Send} label="Outbox log" />}
        {isMaintainer && <Place to="/p/$path/edit" {...at} exact icon={Settings} label="Settings" />}
      </ul>
    </section>
  )
}
