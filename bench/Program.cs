using Orchestrator.Bench;
using Orchestrator.Bench.Kernels;

Verb[] verbs =
[
    new("make-model", "write a model with random weights", MakeModel.Help, MakeModel.Run),
    new("kernels", "measure each kernel of a device by itself", MeasureKernels.Help, MeasureKernels.Run),
];
return Verb.Dispatch(verbs, args);
