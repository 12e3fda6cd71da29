// "Where this comes from": the source of a sentence or number, one tap deeper.
import { words } from '../i18n';
import type { SourceEntry } from '../port/types';
import { use_app } from './app_context';
import { More } from './parts';

/** "cli:HEN09, tec:S61" to its keys. */
export const source_keys = (source: string | undefined): string[] => (source ?? '').split(/[\s,;]+/).filter((key) => key !== '');

export function SourceLine({ entry_key, entry }: { entry_key: string; entry: SourceEntry | undefined }) {
  const link = entry?.doi ? `https://doi.org/${entry.doi}` : entry?.pmid ? `https://pubmed.ncbi.nlm.nih.gov/${entry.pmid}/` : entry?.url;
  return (
    <div class="source">
      <p>
        {entry ? entry.title : entry_key}
        {entry?.where && <span class="source-where"> {entry.where}.</span>}
      </p>
      <p class="source-meta">
        {link && <a href={link} target="_blank" rel="noreferrer noopener">{entry?.doi ?? (entry?.pmid ? `PMID ${entry.pmid}` : entry?.url)} <span class="visually-hidden">({words.app.new_tab})</span></a>}
        {entry && <span> {entry.status === 'ruling' ? words.app.ruled : words.app.source_status(entry.status)}</span>}
      </p>
    </div>
  );
}

export function SourceOf({ source }: { source: string | undefined }) {
  const { state } = use_app();
  const keys = source_keys(source);
  const table = state.documents?.sources.sources ?? {};
  return (
    <More summary={words.app.source} quiet>
      {keys.length === 0 ? <p>{words.app.none_known}</p> : keys.map((key) => <SourceLine key={key} entry_key={key} entry={table[key]} />)}
    </More>
  );
}
