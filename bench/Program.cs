using Orchestrator.Bench;
using Orchestrator.Bench.Engine;

Verb[] verbs =
[
    new("make-model", "write a model with random weights", MakeModel.Help, MakeModel.Run),
    new("engine", "measure the whole engine: prefill, decode, memory", MeasureEngine.Help, MeasureEngine.Run),
];
return Verb.Dispatch(verbs, args);
