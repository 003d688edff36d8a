"""The pages of the village: settings, history, help, first start, the organiser's name."""
