-- Merge requests are found by their words, as issues are: src/merge-requests/filter.ts asks with the same expression.
create index merge_requests_search on merge_requests using gin ((
  setweight(to_tsvector('simple', searchable(title)), 'A') || setweight(to_tsvector('simple', searchable(description)), 'B')
));
