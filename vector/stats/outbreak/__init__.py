"""Outbreaks 异常升高: is a count beyond what its own past lets expect?"""
