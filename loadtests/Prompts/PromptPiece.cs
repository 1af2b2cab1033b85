namespace Orchestrator.LoadTests.Prompts;

/// <summary>A part of a prompt. Equal seeds give equal contents, a longer piece beginning with the shorter; so prompts share exactly what they are meant to share.</summary>
/// <param name="Seed">Of the contents.</param>
/// <param name="Tokens">Its length.</param>
internal readonly record struct PromptPiece(ulong Seed, int Tokens);
