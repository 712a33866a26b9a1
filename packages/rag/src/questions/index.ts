export {
  type ChooseSourcesInput,
  type ChosenSources,
  chooseSources,
  type SourceDescription,
} from './choose-sources.ts';
export { type Complexity, classifyQuestion } from './classify-question.ts';
export {
  type Critique,
  type CritiqueInput,
  critiqueStatement,
} from './critique-statement.ts';
export { type ExpandInput, expandQuery } from './expand-query.ts';
export { type Grade, type GradeInput, gradeRelevance } from './grade-relevance.ts';
export { imaginePassage } from './imagine-passage.ts';
export {
  judgeSufficiency,
  type Sufficiency,
  type SufficiencyInput,
} from './judge-sufficiency.ts';
export {
  type PlanInput,
  planResearch,
  type ResearchPlan,
  type SubQuestion,
} from './plan-research.ts';
export { type RewriteInput, rewriteQuery } from './rewrite-query.ts';
export { type Situated, type SituateInput, situatePassages } from './situate-passages.ts';
export {
  type Standalone,
  type StandaloneInput,
  standaloneQuestion,
  type Turn,
} from './standalone-question.ts';
