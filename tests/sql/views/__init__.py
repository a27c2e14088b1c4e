"""One module per view: GIVEN (records, in the batches they arrive in), MORE (other tables' rows), EXPECT (the view's)."""
