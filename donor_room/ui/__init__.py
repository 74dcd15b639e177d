"""The screens: views draw, presenters decide, and only this floor knows Qt."""
