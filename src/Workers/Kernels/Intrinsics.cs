using ILGPU;
using ILGPU.Backends;
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

        intrinsics.RegisterMethod(typeof(Powers).GetMethod(nameof(Powers.OfTwo))!, new PTXIntrinsic(typeof(Intrinsics), nameof(PtxPowerOfTwo), IntrinsicImplementationMode.GenerateCode));

        // Only CUDA has these; the kernels that use them run nowhere else, except in simulation.
        foreach (var (name, generator) in new[]
        {
            (nameof(TensorCore.MultiplyF16), nameof(PtxMultiplyF16)), (nameof(TensorCore.MultiplyBf16), nameof(PtxMultiplyBf16)),
            (nameof(TensorCore.PackF16), nameof(PtxPackF16)), (nameof(TensorCore.PackBf16), nameof(PtxPackBf16)),
        }) intrinsics.RegisterMethod(typeof(TensorCore).GetMethod(name)!, new PTXIntrinsic(typeof(Intrinsics), generator, IntrinsicImplementationMode.GenerateCode));
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

    private static void PtxHalf(PTXBackend backend, PTXCodeGenerator code, Value call) => Convert(code, call, "cvt.f32.f16");

    private static void PtxPowerOfTwo(PTXBackend backend, PTXCodeGenerator code, Value call) => Convert(code, call, "ex2.approx.ftz.f32");

    private static void Convert(PTXCodeGenerator code, Value call, string instruction)
    {
        var target = code.AllocateHardware(call);
        using var command = code.BeginCommand(instruction);
        command.AppendArgument(target);
        command.AppendArgument(code.LoadPrimitive(call[0]));
    }

    private static void PtxMultiplyF16(PTXBackend backend, PTXCodeGenerator code, Value call) => Multiply(code, call, "f16");

    private static void PtxMultiplyBf16(PTXBackend backend, PTXCodeGenerator code, Value call) => Multiply(code, call, "bf16");

    private static void PtxPackF16(PTXBackend backend, PTXCodeGenerator code, Value call) => Pack(code, call, "cvt.rn.f16x2.f32");

    private static void PtxPackBf16(PTXBackend backend, PTXCodeGenerator code, Value call) => Pack(code, call, "cvt.rn.bf16x2.f32");

    // mma d, a, b, c: each a vector in braces. D gets registers of its own: C may be needed again.
    private static void Multiply(PTXCodeGenerator code, Value call, string number)
    {
        var target = (RegisterAllocator<PTXRegisterKind>.CompoundRegister)code.Allocate(call);
        var sum = code.LoadAs<RegisterAllocator<PTXRegisterKind>.CompoundRegister>(call[6]);
        // Constants have to be moved into registers, before the command begins.
        var inputs = Enumerable.Range(0, 6).Select(i => code.EnsureHardwareRegister(code.LoadPrimitive(call[i]))).ToArray<RegisterAllocator<PTXRegisterKind>.PrimitiveRegister>();
        var sums = Primitives(sum).Select(code.EnsureHardwareRegister).ToArray<RegisterAllocator<PTXRegisterKind>.PrimitiveRegister>();
        using var command = code.BeginCommand($"mma.sync.aligned.m16n8k16.row.col.f32.{number}.{number}.f32");
        command.AppendVectorArgument(Primitives(target));
        command.AppendVectorArgument(inputs[..4]);
        command.AppendVectorArgument(inputs[4..]);
        command.AppendVectorArgument(sums);
    }

    private static RegisterAllocator<PTXRegisterKind>.PrimitiveRegister[] Primitives(RegisterAllocator<PTXRegisterKind>.CompoundRegister register) =>
        [.. register.Children.Cast<RegisterAllocator<PTXRegisterKind>.PrimitiveRegister>()];

    // The first source becomes the upper half.
    private static void Pack(PTXCodeGenerator code, Value call, string instruction)
    {
        var target = code.AllocateHardware(call);
        using var command = code.BeginCommand(instruction);
        command.AppendArgument(target);
        command.AppendArgument(code.LoadPrimitive(call[1]));
        command.AppendArgument(code.LoadPrimitive(call[0]));
    }
}
