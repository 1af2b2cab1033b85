using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace Orchestrator.Workers.Kernels;

/// <summary>Teaches ILGPU's compilers the machine instructions for functions that it does not know. ILGPU's simulated device runs the functions' own bodies.</summary>
public static class Intrinsics
{
    /// <summary>Every context that compiles our kernels needs them: without, a fused multiply-add would become a call of a function that is not there.</summary>
    public static Context.Builder KernelIntrinsics(this Context.Builder builder)
    {
        var intrinsics = builder.GetIntrinsicManager();
        var fused = typeof(Fused).GetMethod(nameof(Fused.MultiplyAdd))!;
        intrinsics.RegisterMethod(fused, new PTXIntrinsic(typeof(Intrinsics), nameof(PtxFused), IntrinsicImplementationMode.GenerateCode));
        intrinsics.RegisterMethod(fused, new CLIntrinsic(typeof(Intrinsics), nameof(OpenClFused), IntrinsicImplementationMode.GenerateCode));

        var half = typeof(HalfBits).GetMethod(nameof(HalfBits.ToFloat))!;
        intrinsics.RegisterMethod(half, new PTXIntrinsic(typeof(Intrinsics), nameof(PtxHalf), IntrinsicImplementationMode.GenerateCode));
        intrinsics.RegisterMethod(half, new CLIntrinsic(typeof(HalfBits), nameof(HalfBits.ToFloatWithIntegers), IntrinsicImplementationMode.Redirect));
        return builder;
    }

    private static void PtxFused(PTXBackend backend, PTXCodeGenerator code, Value call)
    {
        var target = code.AllocateHardware(call);
        using var command = code.BeginCommand("fma.rn.f32");
        command.AppendArgument(target);
        foreach (var argument in call.Nodes) command.AppendArgument(code.LoadPrimitive(argument));
    }

    private static void OpenClFused(CLBackend backend, CLCodeGenerator code, Value call)
    {
        var target = code.Allocate(call);
        using var statement = code.BeginStatement(target);
        statement.AppendCommand("fma");
        statement.BeginArguments();
        foreach (var argument in call.Nodes) statement.AppendArgument(code.Load(argument));
        statement.EndArguments();
    }

    private static void PtxHalf(PTXBackend backend, PTXCodeGenerator code, Value call)
    {
        var target = code.AllocateHardware(call);
        using var command = code.BeginCommand("cvt.f32.f16");
        command.AppendArgument(target);
        command.AppendArgument(code.LoadPrimitive(call[0]));
    }
}
