import { TrieObjects } from './trie-objects';
import { Fault } from '../../fault';
import { AllowListForm } from '../allow-list-form';
import { ListEngine } from '../list';
import { validateNoAutoPassthrough } from '../neighbours';

/** Envoy's longest-prefix trie, by EnvoyFilter. */
export const TRIE_ENGINE: ListEngine = {
  validate: list => {
    if (list.form === AllowListForm.ALLOW) {
      throw new Fault('allow-form-engine', {
        what: 'form is AllowListForm.ALLOW, and the engine is the trie',
        why: 'the trie denies by itself and does not add up with policies, so the form would mean nothing',
        instead: 'leave form out, or write engine: MatchEngine.authorizationPolicy()',
      }, list.construct);
    }
    if (list.hosts) validateNoAutoPassthrough(list, 'engine: MatchEngine.ipTrie() and leave hosts out');
  },

  emit: (list, covered) => new TrieObjects(list, covered).emit(),
};
