using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Training.Schedules;

namespace RnnOnnx.Trainer.Training.Callbacks;

/// <summary>The callbacks that a recipe's settings ask for.</summary>
public static class RecipeCallbacks
{
    /// <summary>New ones for a run.</summary>
    /// <param name="recipe">The recipe.</param>
    public static IReadOnlyList<ITrainingCallback> Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var callbacks = new List<ITrainingCallback>();
        if (recipe.Schedule is not ConstantRate)
        {
            callbacks.Add(new ScheduledLearningRate());
        }

        if (recipe.WeightAverage is { } average)
        {
            callbacks.Add(new WeightAveraging(average));
        }

        if (recipe.Patience is { } patience)
        {
            callbacks.Add(new EarlyStopping(patience, recipe.MinimumDelta));
        }

        return callbacks;
    }
}
