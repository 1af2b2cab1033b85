using Orchestrator.Bench;

Verb[] verbs =
[
    new("make-model", "write a model with random weights", MakeModel.Help, MakeModel.Run),
];
return Verb.Dispatch(verbs, args);
