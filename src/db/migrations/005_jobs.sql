-- How is a job left for later when every mail leaves several?

-- graphile_worker.add_job serves every case (keys, queues, flags), looks through all waiting jobs for its key, and so costs
-- as much as the ticket it is left for: 0.5 ms, growing with the queue, against 0.1 ms. This writes the same row and
-- sends the same notification for the plain case: now or at a time, without a key.
create function leave_job(
  in task text, in job_payload json, in job_run_at timestamptz, in job_max_attempts integer,
  out id bigint, out run_at timestamptz
) language plpgsql as $$
#variable_conflict use_column
begin
  insert into graphile_worker._private_jobs as jobs (task_id, payload, run_at, max_attempts)
  select tasks.id, job_payload, coalesce(job_run_at, now()), job_max_attempts
  from graphile_worker._private_tasks as tasks where tasks.identifier = task
  returning jobs.id, jobs.run_at into id, run_at;
  if id is null then
    insert into graphile_worker._private_tasks (identifier) values (task) on conflict do nothing;
    select job.id, job.run_at from leave_job(task, job_payload, job_run_at, job_max_attempts) as job into id, run_at;
  else
    -- The number makes each one different, or the worker would be told of one job where there are many.
    perform pg_notify('jobs:insert', '{"r":' || random()::text || ',"count":1}');
  end if;
end $$;
