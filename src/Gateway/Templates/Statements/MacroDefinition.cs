using Orchestrator.Gateway.Templates.Expressions;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>A parameter of a macro. Its default is evaluated at each call and sees the parameters before it.</summary>
internal sealed record MacroParameter(string Name, Expression? Default);

/// <summary>What a macro is made of.</summary>
/// <param name="Name">Its name; "caller" for the body of a call block.</param>
/// <param name="Parameters">In order.</param>
/// <param name="Body">What it writes becomes the result of the call.</param>
/// <param name="Reads">Which of caller, kwargs and varargs the body reads: only then may a call carry them.</param>
internal sealed record MacroDefinition(string Name, MacroParameter[] Parameters, Block Body, IReadOnlySet<string> Reads);
