using RnnOnnx.Trainer.Architectures;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>The callbacks that a recipe's settings ask for.</summary>
public static class RecipeCallbacks
{
    /// <summary>New ones for a run.</summary>
    /// <param name="recipe">The recipe.</param>
    public static IReadOnlyList<ITrainingCallback> Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Patience is { } patience ? [new EarlyStopping(patience)] : [];
    }
}
